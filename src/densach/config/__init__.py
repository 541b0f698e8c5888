"""Where the rooms are put together: settings, addresses, API, the command `densach`."""
