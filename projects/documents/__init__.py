"""What the papers of a dossier say, as frozen dataclasses; the templates only lay it out."""
