"""Make the reference notebooks and results again: `uv run python tests/reference/make.py`, then read the difference.

Names of notebooks after it make only those.

A reference is a template run on the demo engagement, with its outputs. nbval compares every text in it; the results
file beside it is compared with a tolerance, for changes too small to be printed.
"""

import json
import os
import shutil
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
from nbclient import NotebookClient

from cxkit.delivery.clean import cleaned
from cxkit.result import RESULTS_DIR
from cxkit.settings import NOTEBOOKS

HERE = Path(__file__).parent
TEMPLATES = HERE.parents[1] / "templates"


def make(name: str) -> None:
    """Run one template on the demo engagement and keep its outputs and results."""
    notebook = nbformat.read(TEMPLATES / f"{name}.ipynb", as_version=4)
    with TemporaryDirectory() as folder:
        os.environ[RESULTS_DIR] = folder
        NotebookClient(notebook, timeout=600, resources={"metadata": {"path": str(HERE)}}).execute()
        results = json.loads((Path(folder) / f"{name}.json").read_text(encoding="utf-8"))
    del results["provenance"]
    text = json.dumps(results, indent=1, ensure_ascii=False) + "\n"
    (HERE / f"{name}.json").write_text(text, encoding="utf-8")
    (HERE / f"{name}.ipynb").write_text(nbformat.writes(without_pictures(cleaned(notebook))) + "\n", encoding="utf-8")


def without_pictures(notebook):
    """Return a notebook whose pictures are a single point: nbval does not compare them, and git need not hold them."""
    for cell in notebook.cells:
        cell.metadata.pop("execution", None)
        for output in cell.get("outputs", []):
            if "image/png" in output.get("data", {}):
                output["data"]["image/png"] = POINT
    return notebook


POINT = "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg=="

if __name__ == "__main__":
    for known in sys.argv[1:] or NOTEBOOKS:
        make(known)
    shutil.rmtree(HERE / ".ipynb_checkpoints", ignore_errors=True)
