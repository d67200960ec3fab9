"""The kernel a run starts: one BLAS thread, figures drawn inline, its noise kept out of the terminal."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from jupyter_client import AsyncKernelManager

from cxkit.result import RESULTS_DIR

ONE_THREAD = dict.fromkeys(
    ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS", "NUMEXPR_NUM_THREADS"),
    "1",
)
FIGURES_INLINE = {"MPLBACKEND": "module://matplotlib_inline.backend_inline"}


def environment(results_dir: Path) -> dict[str, str]:
    """Return what a kernel's environment holds beside that of this process.

    Parameters
    ----------
    results_dir : absolute folder in which the notebook writes its results until the run is judged.
    """
    return {**ONE_THREAD, **FIGURES_INLINE, RESULTS_DIR: str(results_dir)}


def manager_class(extra: Mapping[str, str], folder: Path) -> type[AsyncKernelManager]:
    """Return a kernel manager whose kernels start in one folder with extra environment variables.

    The class belongs to one run and hands both to the new process only, so that nothing of this process changes
    and several runs can go side by side in threads.

    Parameters
    ----------
    extra : environment variables beside those of this process.
    folder : working folder of the kernel.
    """

    class RunKernelManager(AsyncKernelManager):
        """Starts the kernel of one run."""

        async def start_kernel(self, **options) -> None:
            """Start the kernel with the environment and folder of this run."""
            own = {"env": {**os.environ, **extra}, "cwd": str(folder)}
            quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
            await super().start_kernel(**{**options, **own, **quiet})

    return RunKernelManager
