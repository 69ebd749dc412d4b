"""Set before Django reads its settings: the suite's secret, hosts and quiet logs."""

import os

os.environ.setdefault("SECRET_KEY", "only-for-the-suite-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDE")
os.environ.setdefault("CONSULT_TESTING", "1")
