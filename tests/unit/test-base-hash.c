/* Owns the tests of lib/base/hash.c.
 * Run by meson as one program.
 * Protects the expectations: they are published (the SipHash paper and its reference's vectors, RFC 3720) and were
 * computed again with OpenSSL's SIPHASH. */
#include "lib/base/hash.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

/* The reference's key: 00 01 02 ... 0f. Its texts are the bytes 00 01 02 ... too. */
static void
count_up(uint8_t *bytes, size_t n)
{
    size_t i;

    for (i = 0; i < n; i++)
        bytes[i] = (uint8_t)i;
}

static void
to_hex(const uint8_t *bytes, size_t n, char *out)
{
    size_t i;

    for (i = 0; i < n; i++)
        snprintf(out + 2 * i, 3, "%02x", bytes[i]);
}

static void
siphash_vectors(void **state)
{
    static const struct {
        const char *name;
        size_t n;
        const char *short_form, *long_form;
    } rows[] = {
        {"0 bytes", 0, "310e0edd47db6f72", "a3817f04ba25a8e66df67214c7550293"},
        {"1 byte", 1, "fd67dc93c539f874", "da87c1d86b99af44347659119b22fc45"},
        {"2 bytes", 2, "5a4fa9d909806c0d", "8177228da4a45dc7fca38bdef60affe4"},
        {"3 bytes", 3, "2d7efbd796666785", "9c70b60c5267a94e5f33b6b02985ed51"},
        {"4 bytes", 4, "b7877127e09427cf", "f88164c12d9c8faf7d0f6e7c7bcd5579"},
        {"5 bytes", 5, "8da699cd64557618", "1368875980776f8854527a07690e9627"},
        {"6 bytes", 6, "cee3fe586e46c9cb", "14eeca338b208613485ea0308fd7a15e"},
        {"7 bytes", 7, "37d1018bf50002ab", "a1f1ebbed8dbc153c0b84aa61ff08239"},
        {"8 bytes", 8, "6224939a79f5f593", "3b62a9ba6258f5610f83e264f31497b4"},
        {"9 bytes", 9, "b0e4a90bdf82009e", "264499060ad9baabc47f8b02bb6d71ed"},
        {"15 bytes", 15, "e545be4961ca29a1", "5493e99933b0a8117e08ec0f97cfc3d9"},
        {"16 bytes", 16, "db9bc2577fcc2a3f", "6ee2a4ca67b054bbfd3315bf85230577"},
        {"31 bytes", 31, "42c341d8fa92d832", "2939b0183223fafc1723de4f52c43d35"},
        {"63 bytes", 63, "724506eb4c328a95", "5150d1772f50834a503e069a973fbd7c"},
    };
    uint8_t key[16], text[64];
    size_t i, j;

    (void)state;
    count_up(key, sizeof key);
    count_up(text, sizeof text);
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        uint64_t hash = tappa__siphash(text, rows[i].n, key);
        uint8_t bytes[16];
        char hex[33];
        for (j = 0; j < 8; j++)
            bytes[j] = (uint8_t)(hash >> (8 * j));
        to_hex(bytes, 8, hex);
        if (strcmp(hex, rows[i].short_form) != 0)
            fail_msg("%s: 64 bits: %s", rows[i].name, hex);
        tappa__siphash128(text, rows[i].n, key, bytes);
        to_hex(bytes, 16, hex);
        if (strcmp(hex, rows[i].long_form) != 0)
            fail_msg("%s: 128 bits: %s", rows[i].name, hex);
    }
}

/* Appendix A of the paper prints this one as a number. */
static void
siphash_paper(void **state)
{
    uint8_t key[16], text[15];

    (void)state;
    count_up(key, sizeof key);
    count_up(text, sizeof text);
    assert_true(tappa__siphash(text, sizeof text, key) == UINT64_C(0xa129ca6149be45e5));
    assert_true(tappa__siphash(NULL, 0, key) == UINT64_C(0x726fdb47dd0e0e31));
}

/* The length counts modulo 256 only in the last word: texts of 0 and 256 NUL bytes still differ. */
static void
siphash_long_text(void **state)
{
    static const uint8_t zeroes[256];
    uint8_t key[16];

    (void)state;
    count_up(key, sizeof key);
    assert_true(tappa__siphash(zeroes, 256, key) != tappa__siphash(zeroes, 0, key));
    assert_true(tappa__siphash(zeroes, 7, key) != tappa__siphash(zeroes, 6, key));
}

static void
crc32c_vectors(void **state)
{
    /* RFC 3720, B.4: an iSCSI read command. */
    static const uint8_t read_command[48] = {
        0x01, 0xc0, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
        0x14, 0x00, 0x00, 0x00, 0x00, 0x00, 0x04, 0x00, 0x00, 0x00, 0x00, 0x14, 0x00, 0x00, 0x00, 0x18,
        0x28, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00,
    };
    uint8_t zeroes[32] = {0}, ones[32], up[32], down[32];
    const struct {
        const char *name;
        const void *bytes;
        size_t n;
        uint32_t crc;
    } rows[] = {
        {"nothing", NULL, 0, 0},
        {"123456789", "123456789", 9, 0xE3069283},
        {"32 times 00", zeroes, 32, 0x8A9136AA},
        {"32 times ff", ones, 32, 0x62A8AB43},
        {"00 to 1f", up, 32, 0x46DD794E},
        {"1f to 00", down, 32, 0x113FDB5C},
        {"read command", read_command, 48, 0xD9963A56},
    };
    size_t i, cut;

    (void)state;
    count_up(up, sizeof up);
    for (i = 0; i < 32; i++) {
        ones[i] = 0xFF;
        down[i] = (uint8_t)(31 - i);
    }
    for (i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        for (cut = 0; cut <= rows[i].n; cut++) {
            const uint8_t *p = rows[i].bytes;
            uint32_t crc = tappa__crc32c(0, p, cut);
            crc = tappa__crc32c(crc, cut ? p + cut : p, rows[i].n - cut);
            if (crc != rows[i].crc)
                fail_msg("%s, cut at %zu: %08x", rows[i].name, cut, (unsigned)crc);
            crc = tappa__crc32c_table(0, p, cut);
            crc = tappa__crc32c_table(crc, cut ? p + cut : p, rows[i].n - cut);
            if (crc != rows[i].crc)
                fail_msg("%s, cut at %zu, by the table: %08x", rows[i].name, cut, (unsigned)crc);
        }
    }
}

int
main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(siphash_vectors),
        cmocka_unit_test(siphash_paper),
        cmocka_unit_test(siphash_long_text),
        cmocka_unit_test(crc32c_vectors),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
