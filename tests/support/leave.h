/* Ends a child of fork(). Where coverage is measured, what it ran is written down: _exit() alone leaves that out. */
#ifndef TAPPA_TESTS_LEAVE_H
#define TAPPA_TESTS_LEAVE_H

#include <unistd.h>

extern int __llvm_profile_write_file(void) __attribute__((weak));

static inline _Noreturn void
leave(int code)
{
    if (__llvm_profile_write_file)
        (void)__llvm_profile_write_file();
    _exit(code);
}

#endif
