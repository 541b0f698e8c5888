"""Library: works, editions, files; shelves; import; catalogue exchange."""
