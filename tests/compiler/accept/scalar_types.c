// Arguments and results of every scalar type.
// expect: -1 65535 -3 4000000000 -5 18446744073709551615
// expect: 1.5 2.25 3.125 1
// expect: z 1 hello
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <wok/wok.h>

enum colour { RED, GREEN };

#define LATER(name, type)                                                                          \
    static async type name(type value) {                                                           \
        await wok_yield();                                                                         \
        return value;                                                                              \
    }

LATER(later_i8, int8_t)
LATER(later_u16, uint16_t)
LATER(later_i32, int32_t)
LATER(later_u32, uint32_t)
LATER(later_i64, int64_t)
LATER(later_u64, uint64_t)
LATER(later_float, float)
LATER(later_double, double)
LATER(later_long_double, long double)
LATER(later_bool, bool)
LATER(later_char, char)
LATER(later_enum, enum colour)
LATER(later_text, const char *)

async int main(void) {
    printf("%d %u %d %u %lld %llu\n", await later_i8(-1), await later_u16(65535),
           await later_i32(-3), await later_u32(4000000000u), (long long)await later_i64(-5),
           (unsigned long long)await later_u64(UINT64_MAX));
    printf("%.1f %.2f %.3Lf %d\n", (double)await later_float(1.5f), await later_double(2.25),
           await later_long_double(3.125L), await later_bool(true));
    printf("%c %d %s\n", await later_char('z'), await later_enum(GREEN), await later_text("hello"));
    return 0;
}
