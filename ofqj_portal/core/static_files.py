"""Static files named by their content and compressed, so that a browser keeps each of them until it changes."""

from whitenoise.storage import CompressedManifestStaticFilesStorage

#: Django's own switch for modules reads every library's comments too; this reads the portal's modules.
IMPORTS = ("js/*.js", ((r"""(?P<matched>from "(?P<url>\./[^"]+)";)""", 'from "%(url)s";'),))


class HashedFiles(CompressedManifestStaticFilesStorage):
    """WhiteNoise's storage, which also names by their content the modules that another module imports."""

    patterns = (*CompressedManifestStaticFilesStorage.patterns, IMPORTS)
