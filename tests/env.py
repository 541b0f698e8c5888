"""Loaded before Django: tests keep to a folder of their own."""

import atexit
import os
import shutil
import tempfile

_folder = tempfile.mkdtemp(prefix="densach-test-")
atexit.register(shutil.rmtree, _folder, ignore_errors=True)
os.environ["DENSACH_HOME"] = _folder
os.environ["DENSACH_DEMO"] = "0"
os.environ.setdefault("DENSACH_SECRET_KEY", "only-for-tests")
