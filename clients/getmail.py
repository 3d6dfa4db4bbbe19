"""getmail as Debian has it, apart from how it waits for the child that writes a mail.

It makes the child first and its SIGCHLD handler afterwards, and waits without looking whether the child has ended: a
child that is fast is waited for in vain. The kernel's own wait knows no such race.
"""
import os
import runpy
import sys

from getmailcore.baseclasses import ForkingBase


def wait_for_child(_, pid):
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])


ForkingBase._prepare_child = lambda _: None
ForkingBase._wait_for_child = wait_for_child
program = sys.argv[1]
sys.argv = sys.argv[1:]
runpy.run_path(program, run_name="__main__")
