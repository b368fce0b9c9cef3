"""Shut this process in before it looks at a stranger's file.

What holds on Linux; `enter` raises the outer walls around the fork server, `shut` the inner ones
around each child:

* no way out: a user and a network namespace of its own (an empty one: not even loopback), where the
  kernel allows an ordinary process to make one. Docker's default profile does not;
* in any case, and that is why nothing depends on the namespace, a seccomp filter that answers "not
  permitted" to sockets, to opening any file (what is needed is loaded before), to new processes and
  programs, to signals, and to looking into other processes. Threads stay possible: the HEVC decoder
  works in one;
* memory, CPU time, file size, open files and core dumps limited; all capabilities dropped, so that
  even root cannot lift the limits again; no new privileges; killed when the parent dies.

Elsewhere (a developer's Mac) only the limits of `setrlimit` that the system grants hold.
"""

import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from contextlib import suppress

FILE_BYTES = 64 * 1024 * 1024
OPEN_FILES = 16
THREADS = 16

# From linux/prctl.h, linux/sched.h, linux/capability.h and malloc.h.
_PR_SET_PDEATHSIG, _PR_SET_SECCOMP, _PR_SET_NO_NEW_PRIVS = 1, 22, 38
_CLONE_THREAD, _CLONE_NEWUSER, _CLONE_NEWNET = 0x00010000, 0x10000000, 0x40000000
_CAPABILITY_VERSION_3 = 0x20080522
_M_ARENA_MAX = -8

# From linux/bpf_common.h and linux/seccomp.h.
_LOAD, _JUMP_EQUAL, _JUMP_ABOVE, _JUMP_ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _NOT_PERMITTED, _NOT_IMPLEMENTED = 0x7FFF0000, 0x00050001, 0x00050026
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_X32_CALLS = 0x40000000
_CLONE3 = 435  # The same everywhere; glibc falls back to `clone`, whose flags a filter can read.

# Architecture, `clone`, and the forbidden: open, openat and creat where there are such, socket,
# socketpair, fork, vfork, execve, execveat, kill, tkill, tgkill, ptrace, process_vm_readv,
# process_vm_writev, unshare, setns, bpf, perf_event_open, and, with one number everywhere,
# pidfd_send_signal, io_uring_setup, openat2, pidfd_getfd.
_EVERYWHERE = (424, 425, 437, 438)
_CALLS = {
    "x86_64": (
        0xC000003E,
        56,
        (
            2,
            257,
            85,
            41,
            53,
            57,
            58,
            59,
            322,
            62,
            200,
            234,
            101,
            310,
            311,
            272,
            308,
            321,
            298,
            *_EVERYWHERE,
        ),
    ),
    "aarch64": (
        0xC00000B7,
        220,
        (56, 198, 199, 221, 281, 129, 130, 131, 117, 270, 271, 97, 268, 280, 241, *_EVERYWHERE),
    ),
}


def enter(*, memory_bytes: int) -> bool:
    """Raise the outer walls, behind which processes can still be made; tell if namespaces are ours.

    Raises OSError or ValueError when a limit cannot be set.
    """
    on_linux = sys.platform == "linux"
    is_apart = on_linux and _leave_namespaces()
    _limit(memory_bytes)
    if on_linux:
        _use_one_arena()
        _drop_capabilities()
        _call("prctl", _PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    return is_apart


def shut(cpu_seconds: int, *, parent_pid: int, is_apart: bool) -> None:
    """Raise the inner walls; from here on this process can read its pipe, compute and answer.

    Raises OSError or ValueError when a limit cannot be set; exits at once when the parent is gone.
    """
    limits = {resource.RLIMIT_CPU: cpu_seconds, resource.RLIMIT_NOFILE: OPEN_FILES}
    if is_apart:
        # Counted per namespace, so that other processes of the same account do not use it up.
        limits[resource.RLIMIT_NPROC] = THREADS
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))
    if sys.platform == "linux":
        _call("prctl", _PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        _forbid_calls()
    if os.getppid() != parent_pid:
        os._exit(1)


def _call(name: str, *arguments: object) -> None:
    """Call a function of the C library; raises OSError when it says no."""
    library = ctypes.CDLL(None, use_errno=True)
    if getattr(library, name)(*arguments) != 0:
        raise OSError(ctypes.get_errno(), name)


def _leave_namespaces() -> bool:
    """Move to empty namespaces; tell whether the kernel allowed it."""
    with suppress(OSError):
        _call("unshare", _CLONE_NEWUSER | _CLONE_NEWNET)
        return True
    return False


def _limit(memory_bytes: int) -> None:
    """Set the limits that every Unix knows; a Mac refuses the one on memory."""
    limits = {
        resource.RLIMIT_FSIZE: FILE_BYTES,
        resource.RLIMIT_CORE: 0,
    }
    if sys.platform == "linux":
        limits[resource.RLIMIT_AS] = memory_bytes
    for limit, value in limits.items():
        resource.setrlimit(limit, (value, value))


def _use_one_arena() -> None:
    """Keep glibc from reserving 64 MB of address space for each thread; other libraries do not."""
    with suppress(AttributeError):
        ctypes.CDLL(None).mallopt(_M_ARENA_MAX, 1)


def _drop_capabilities() -> None:
    """Give up every capability, of root and of an own user namespace alike."""
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
    _call("capset", header, bytes(24))


def _forbid_calls() -> None:
    """Install the seccomp filter; on an unknown architecture the namespace alone must do."""
    if platform.machine() not in _CALLS:
        return
    program = _filter(*_CALLS[platform.machine()])
    code = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HP", len(program) // 8, ctypes.addressof(code))
    _call("prctl", _PR_SET_SECCOMP, 2, header, 0, 0)


def _filter(architecture: int, clone: int, forbidden: tuple[int, ...]) -> bytes:
    """Return the filter as classic BPF: code, jump if true, jump if false, value; 8 bytes each."""
    steps = [(_LOAD, 0, 0, _ARCHITECTURE_AT), (_JUMP_EQUAL, 1, 0, architecture)]
    steps += [(_RETURN, 0, 0, _NOT_PERMITTED), (_LOAD, 0, 0, _NUMBER_AT)]
    steps += [(_JUMP_ABOVE, 0, 1, _X32_CALLS), (_RETURN, 0, 0, _NOT_PERMITTED)]
    steps += [(_JUMP_EQUAL, 0, 1, _CLONE3), (_RETURN, 0, 0, _NOT_IMPLEMENTED)]
    for number in forbidden:
        steps += [(_JUMP_EQUAL, 0, 1, number), (_RETURN, 0, 0, _NOT_PERMITTED)]
    # A clone that makes a thread is let through, one that makes a process is not.
    steps += [(_JUMP_EQUAL, 0, 3, clone), (_LOAD, 0, 0, _FIRST_ARGUMENT_AT)]
    steps += [(_JUMP_ANY_BIT, 1, 0, _CLONE_THREAD), (_RETURN, 0, 0, _NOT_PERMITTED)]
    steps += [(_RETURN, 0, 0, _ALLOW)]
    return b"".join(struct.pack("HBBI", *step) for step in steps)
