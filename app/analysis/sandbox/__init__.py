"""Decoding of strangers' files, each in a child process of its own.

`parent` and `fork_server` run in the application: they have a child made for each file and believe
nothing it says. Everything else runs in the fork server and its children: `child` is their script,
`walls` shuts them in, `pictures` and `pdf` decode. They import nothing of ours from outside this
folder.
"""
