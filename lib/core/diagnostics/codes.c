/* Owns the lookup from a diagnostic's number to its word and severity. Called when a diagnostic is added.
 * Every number in the registry occurs once: the switch does not compile otherwise. */
#include "lib/core/diagnostics/codes.h"

const char *
tappa__code_name(int32_t code)
{
    switch (code) {
#define NAME_CASE(number, NAME, name, severity) \
    case number: \
        return name;
        TAPPA__CODES(NAME_CASE)
#undef NAME_CASE
    default:
        return "unknown";
    }
}

int32_t
tappa__code_severity(int32_t code)
{
    switch (code) {
#define SEVERITY_CASE(number, NAME, name, severity) \
    case number: \
        return severity;
        TAPPA__CODES(SEVERITY_CASE)
#undef SEVERITY_CASE
    default:
        return 1;
    }
}
