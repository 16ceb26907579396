"""QR codes for papers, drawn as SVG: an address that a phone can read back. For workers only."""

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

QUIET = 4


def qr_svg(address: str, *, label: str) -> SafeString:
    """Draw `address` as a QR code; `label` says what it is to whoever does not see it."""
    from qrcode.constants import ERROR_CORRECT_M
    from qrcode.main import QRCode

    code = QRCode(error_correction=ERROR_CORRECT_M, border=0)
    code.add_data(address)
    code.make(fit=True)
    rows = code.get_matrix()
    side = len(rows) + 2 * QUIET
    dots = "".join(
        f"M{x + QUIET} {y + QUIET}h1v1h-1z" for y, row in enumerate(rows) for x, dark in enumerate(row) if dark
    )
    return mark_safe(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {side} {side}" role="img" aria-label="{escape(label)}">'
        f'<title>{escape(label)}</title><rect width="{side}" height="{side}" fill="#ffffff"/>'
        f'<path d="{dots}" fill="#000000"/></svg>'
    )
