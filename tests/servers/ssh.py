"""ssh: the real sshd on loopback, with keys of its own; the user's ssh is neither read nor written."""

from __future__ import annotations

import getpass
import os
import shutil
import subprocess
from pathlib import Path

from .inetd import Inetd

SERVER = """\
HostKey {folder}/host_key
AuthorizedKeysFile {folder}/client_key.pub
PasswordAuthentication no
KbdInteractiveAuthentication no
PermitRootLogin prohibit-password
UsePAM no
StrictModes no
PidFile none
AcceptEnv GIT_PROTOCOL
Subsystem sftp internal-sftp
SetEnv GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_NOSYSTEM=1
"""

CLIENT = """\
Host models
HostName 127.0.0.1
Port {port}

Host *
User {user}
IdentityFile {folder}/client_key
IdentitiesOnly yes
IdentityAgent none
UserKnownHostsFile {folder}/known_hosts
GlobalKnownHostsFile /dev/null
StrictHostKeyChecking yes
BatchMode yes
"""


def find_sshd() -> str | None:
    """Servers live in folders that are not always on a user's PATH."""
    return shutil.which("sshd", path=os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/usr/local/sbin"]))


def missing_sshd() -> str | None:
    """Why ssh cannot be served here, or None when it can."""
    if find_sshd() is None or shutil.which("ssh") is None:
        return "sshd is not installed (Debian: apt-get install openssh-server)"
    if os.geteuid() == 0 and not _privilege_separation_folder():
        return "sshd misses its folder /run/sshd"
    return None


class SshServer(Inetd):
    """sshd for one user, the one who runs the tests; `folder` gets keys and configuration."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        for key in ("host_key", "client_key"):
            subprocess.run(
                ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-C", "", "-f", str(folder / key)], check=True
            )
        (folder / "sshd_config").write_text(SERVER.format(folder=folder))
        super().__init__([find_sshd() or "sshd", "-i", "-f", str(folder / "sshd_config")])
        host_key = (folder / "host_key.pub").read_text()
        (folder / "known_hosts").write_text(f"[127.0.0.1]:{self.port} {host_key}")
        (folder / "ssh_config").write_text(CLIENT.format(folder=folder, port=self.port, user=getpass.getuser()))

    def url(self, repository: Path) -> str:
        return f"ssh://127.0.0.1:{self.port}{repository}"

    def scp_url(self, repository: Path) -> str:
        """The short form, `host:path`; the host is a name that only the client's ssh_config knows."""
        return f"models:{repository}"

    def env(self) -> dict[str, str]:
        return {"GIT_SSH_COMMAND": f"ssh -F {self.folder / 'ssh_config'}"}


def _privilege_separation_folder() -> bool:
    """An sshd run by root wants this empty folder; the system makes it only when it starts the service."""
    try:
        Path("/run/sshd").mkdir(mode=0o755, exist_ok=True)
    except OSError:
        return False
    return True
