"""Addresses of the Learning Record Store, and pages where administrators keep keys."""
