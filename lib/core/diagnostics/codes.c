/* Owns the lookup from a diagnostic's number to its word and severity. Called when a diagnostic is added.
 * Every number in the registry occurs once, and has three digits: the switch does not compile otherwise. */
#include "lib/core/diagnostics/codes.h"

#include <stddef.h>
#include <string.h>

/* For each code its number, its severity, its word and a NUL: as a table of pointers it would be twice as large. */
static const char registry[] =
#define ENTRY(number, NAME, name, severity) #number #severity name "\0"
    TAPPA__CODES(ENTRY)
#undef ENTRY
    ;

/* Never called: what it says is said to the compiler. */
static inline void
each_number_occurs_once(int32_t code)
{
    switch (code) {
#define NUMBER_CASE(number, NAME, name, severity) \
    case number: \
        _Static_assert(number >= 100 && number <= 999, "a number has three digits");
        TAPPA__CODES(NUMBER_CASE)
#undef NUMBER_CASE
    default:
        break;
    }
}

/* The entry behind its number, or NULL. */
static const char *
find(int32_t code)
{
    for (const char *s = registry; *s; s += strlen(s) + 1)
        if (100 * (s[0] - '0') + 10 * (s[1] - '0') + s[2] - '0' == code)
            return s + 3;
    return NULL;
}

const char *
tappa__code_name(int32_t code)
{
    const char *found = find(code);

    return found ? found + 1 : "unknown";
}

int32_t
tappa__code_severity(int32_t code)
{
    const char *found = find(code);

    return found ? *found - '0' : 1;
}
