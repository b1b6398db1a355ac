"""A Jupyter kernel that is a copy of the process that asks for it, libraries and all.

Registered for jupyter_client as the kernel provisioner `als-muscle-mri-forked`.
"""

import asyncio
import multiprocessing
import os
from typing import Any

from jupyter_client.provisioning import LocalProvisioner

PROVISIONER = "als-muscle-mri-forked"


class ForkedProvisioner(LocalProvisioner):
    """Starts a kernel by forking, where the usual one starts a new Python."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> dict[str, Any]:
        """Start the kernel.

        Parameters
        ----------
        cmd : list of str
            The command of the kernel specification; what follows `-f` is used.
        **kwargs
            `env`, its environment variables, and `cwd`, its folder, as jupyter_client has them.

        Returns
        -------
        dict
            How to reach the kernel: ports and key.
        """
        file = cmd[cmd.index("-f") + 1]
        self.process = ForkedKernel(file, kwargs["env"], kwargs.get("cwd"))
        self.pid = self.pgid = self.process.pid
        return self.connection_info


class ForkedKernel:
    """The process of a kernel, with what jupyter_client uses of a `subprocess.Popen`.

    Parameters
    ----------
    connection_file : str
        Where ports and key stand.
    environment : dict
        Its environment variables.
    folder : str, optional
        Its working folder; by default that of this process.
    """

    stdin = stdout = stderr = None

    def __init__(
        self, connection_file: str, environment: dict[str, str], folder: str | None = None
    ) -> None:
        fork = multiprocessing.get_context("fork")
        arguments = (connection_file, environment, folder, os.getpid())
        self._process = fork.Process(target=_serve, args=arguments)
        self._process.start()
        self.pid = self._process.pid

    def poll(self) -> int | None:
        """Give the exit code, None while it runs."""
        return self._process.exitcode

    def wait(self) -> int | None:
        """Wait for its end and give the exit code."""
        self._process.join()
        return self._process.exitcode

    def send_signal(self, number: int) -> None:
        """Send a signal to it."""
        os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self._process.terminate()

    def kill(self) -> None:
        """End it."""
        self._process.kill()


def _serve(
    connection_file: str, environment: dict[str, str], folder: str | None, parent: int
) -> None:
    """Be a kernel until told to shut down, or until the parent is gone."""
    from ipykernel.kernelapp import IPKernelApp

    os.setsid()  # jupyter_client ends the kernel with all it started, by its process group
    os.environ.clear()
    os.environ.update(environment)
    if folder:
        os.chdir(folder)
    asyncio.set_event_loop(None)  # the loop of the parent is the parent's
    arguments = ["-f", connection_file, f"--IPKernelApp.parent_handle={parent}"]
    arguments.append("--HistoryManager.hist_file=:memory:")  # nobody scrolls back in it
    IPKernelApp.launch_instance(argv=arguments)
