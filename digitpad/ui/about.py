"""Says what Digitpad is, and whom it owes what is in it."""

from PySide6.QtWidgets import QWidget

from digitpad import __version__
from digitpad.network import read_info
from digitpad.provenance import provenance
from digitpad.resources import bundled_network
from digitpad.ui.network_menu import describe


def show_about(parent: QWidget) -> None:
    """Show it, over a window, until it is closed."""
    from PySide6.QtWidgets import QMessageBox  # each class that Qt sets up delays the start

    info = read_info(bundled_network())
    QMessageBox.about(
        parent,
        "About Digitpad",
        f"<h3>Digitpad {__version__}</h3>"
        "<p>Draw a digit, ten softmax bars answer live, press Train and watch it learn.</p>"
        f"<p>Its own network ({provenance(info)}) reads {describe(info)} of MNIST's test "
        "images.</p>"
        "<p>MNIST: Yann LeCun, Corinna Cortes and Christopher J. C. Burges, CC BY-SA 3.0.</p>"
        "<p>MIT License.</p>",
    )
