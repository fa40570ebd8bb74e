"""Who may say what: keys, the manifest that lists them, certificates, enrolment, and the senders a record believes.

Documents and fingerprints come in; nothing is trusted on first use.
"""
