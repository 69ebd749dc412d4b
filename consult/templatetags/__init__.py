"""Tags and filters of every template; `{% load design %}`."""
