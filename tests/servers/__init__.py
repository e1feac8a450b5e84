"""Real Git servers on loopback, for tests and for the bench: file, git://, smart HTTP with a password, ssh.

Each kind serves bare repositories below one folder, binds to a free port, and leaves no process behind.
Nothing here knows the product: clients get a URL and an environment, as a user would.
"""

from .inetd import GitDaemon, Inetd
from .remote import AS_A_FORGE, Remote, create_bare
from .smart_http import Exchange, HttpServer
from .ssh import SshServer, missing_sshd

__all__ = [
    "AS_A_FORGE",
    "Exchange",
    "GitDaemon",
    "HttpServer",
    "Inetd",
    "Remote",
    "SshServer",
    "create_bare",
    "missing_sshd",
]
