"""``python -m libs.common.cli.admin COMMAND …``."""

# Database and broker are used as the services use them, so the patch comes first here too.
import eventlet

eventlet.monkey_patch()

from libs.common.cli.admin.commands import main  # noqa: E402

if __name__ == "__main__":
    main()
