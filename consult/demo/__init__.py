"""The demo: an invented alliance, its people, texts and discussions; loaded once by `manage.py load_demo`."""
