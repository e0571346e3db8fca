"""Networks out: as ``.keras``, for Keras and for this program, or as ONNX for others."""

import shutil
from pathlib import Path

from digitpad.keras_files import is_archive
from digitpad.network import DenseNetwork, NetworkError
from digitpad.onnx_file import ONNX_SUFFIX, write_onnx
from digitpad.resources import NETWORK_SUFFIX, replace_file

SAVED = (NETWORK_SUFFIX, ONNX_SUFFIX)


class NetworkFileError(ValueError):
    """A network that cannot be saved as asked; the message is one sentence for a person."""


def save_network(source: DenseNetwork | Path, target: Path) -> None:
    """Write a network, or that of a file, to a file that ends in .keras or .onnx, in one step.

    A ``.keras`` file becomes another one byte for byte. From anything else Keras makes it anew,
    which loads TensorFlow: not for the window's process. Raises NetworkFileError.
    """
    suffix = target.suffix.lower()
    if suffix not in SAVED:
        raise NetworkFileError(f"{target} must end in {NETWORK_SUFFIX} or {ONNX_SUFFIX}")
    try:
        # It is read before it is copied too: what is no network is none elsewhere.
        network = source if isinstance(source, DenseNetwork) else DenseNetwork.open(source)
        if suffix == ONNX_SUFFIX:
            write_onnx(network, target)
        elif isinstance(source, Path) and is_archive(source):
            replace_file(target, lambda part: shutil.copyfile(source, part))
        else:
            _write_keras(network, target)
    except NetworkError as error:
        raise NetworkFileError(str(error)) from None
    except OSError as error:
        raise NetworkFileError(f"{target} cannot be written: {error.strerror or error}") from None
    except MemoryError:
        raise NetworkFileError(f"There is not enough memory to write {target}") from None


def _write_keras(network: DenseNetwork, target: Path) -> None:
    from digitpad.training.checkpoint import save_network as write
    from digitpad.training.models import rebuilt

    replace_file(target, lambda part: write(rebuilt(network), part, network.info))
