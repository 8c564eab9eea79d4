"""The command that binds a packet, and the hidden one by which the program starts its own child."""

from __future__ import annotations

import click


@click.command(name="file-worker", hidden=True)
def file_worker() -> None:
    """Read, draw and bind files for the window or the command line, over a pipe."""
    from denialdesk.services.file_tasks import serve_files  # the child alone loads these libraries

    serve_files()
