"""Parts of independent-ews.py: an EWS server that shares no code and no habits with Lighterman."""
