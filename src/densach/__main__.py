"""`python -m densach`: the same as the command `densach`."""

from densach.config.command import main

main()
