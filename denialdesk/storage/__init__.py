"""The vault on disk: an encrypted database, its keys, its migrations and its backups; rows in, domain objects out.

Belongs here: everything that touches sqlite-utils, the cipher driver or keyring. Does not belong here: rules about
cases, and any way to keep data or a key unencrypted.
"""
