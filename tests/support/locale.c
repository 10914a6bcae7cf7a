/* Owns the locale of a test run: preloaded, it puts every program under one that writes 1,5 for one and a half.
 * Named by the meson test setup `locale`; the folder of the locale is in LOCPATH.
 * A locale that is not there ends the program: a run that proves nothing must not pass. */
#include <locale.h>
#include <stdlib.h>

static void __attribute__((constructor))
take_locale(void)
{
    if (!setlocale(LC_ALL, "de_DE.UTF-8") || localeconv()->decimal_point[0] != ',')
        abort();
}
