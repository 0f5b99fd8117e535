"""Run the verifier: ``python -m trucewatch_verify PATH``."""

import sys

from trucewatch_verify.verifier import main

sys.exit(main(sys.argv[1:]))
