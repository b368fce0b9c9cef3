"""Neural networks opened for a machine that has other work as well."""

from pathlib import Path
from typing import Final

import onnxruntime

#: One worker looks at one document at a time on a small machine; more threads only queue.
_THREADS: Final = 2
_ERRORS: Final = 3


def open_network(model: Path | bytes) -> onnxruntime.InferenceSession:
    """Return a session for an ONNX model, by file or content; several threads may run it."""
    content = model if isinstance(model, bytes) else str(model)
    return onnxruntime.InferenceSession(
        content, quiet_options(), providers=["CPUExecutionProvider"]
    )


def quiet_options() -> onnxruntime.SessionOptions:
    """Return options with which idle threads sleep and memory is given back.

    ONNX Runtime lets idle threads spin, which gains one process nothing here and takes a fifth
    from each of two that share two cores.
    """
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = _THREADS
    options.log_severity_level = _ERRORS  # Each run may warn of outputs larger than declared.
    options.enable_cpu_mem_arena = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options
