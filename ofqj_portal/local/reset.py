"""`make demo-reset`: forget the demonstration's data, so that the next `make demo` starts anew."""

import shutil
import sys

from ofqj_portal.local import places, services
from ofqj_portal.local.errors import LocalStackError
from ofqj_portal.local.supervisor import already_running


def main() -> int:
    """Delete the demo's databases, files and logs, unless they are in use."""
    folder = services.demo_folder()
    try:
        with places.locked(services.State(folder).running, wait=False):
            for home in {folder, services.data_home()}:
                shutil.rmtree(home)
    except BlockingIOError:
        print(f"✗ {already_running()}", file=sys.stderr)
        return 1
    except (LocalStackError, OSError) as refusal:
        print(f"✗ Les données n’ont pas pu être effacées : {refusal}", file=sys.stderr)
        return 1
    print("Les données de démonstration sont effacées ; « make demo » en refera.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
