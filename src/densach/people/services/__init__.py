"""Writes about people and organisations. Others use what stands here or in the modules named.

sign_in.py       the backend that knows user names and telephone numbers
passwords.py     choosing a password, ending other sessions
cards.py         one-time cards printed instead of e-mail
accounts.py      making, correcting, locking, registering
erasing.py       asking for and carrying out real deletion
roles.py         giving and ending roles, classes, guardians, invitations
organizations.py the tree
rosters.py       lists from Excel and CSV: dry run, then the deed
units.py         the administrative units from their data file
demo.py          a fictional commune, and sign-in by a card per role
setup.py         the first administrator, settings of the installation
"""

from .erasing import tidy
from .setup import first_administrator
from .units import load_units

__all__ = ["first_administrator", "load_units", "tidy"]
