// full
// flags: -std=gnu2x
// Attributes that are about a function's code go with the code: instructions of another target, a
// section of its own; in front of the function, between its words, or in brackets; into blocks in blocks.
// expect: doubled 16
// expect: in its section
#include <stdint.h>
#include <stdio.h>
#include <wok/wok.h>

#if defined(__x86_64__)
#include <immintrin.h>
#define WITH_VECTORS __attribute__((target("avx2")))
#else
#define WITH_VECTORS
#endif

/* Compiles only if the machine knows the target, too: the intrinsics are always inlined. */
static async WITH_VECTORS int double_all(int *values) {
    await async_move({
        await wok_yield();
        await async_move({
            await wok_yield();
#if defined(__x86_64__)
            __m256i all = _mm256_loadu_si256((const __m256i *)values);
            _mm256_storeu_si256((__m256i *)values, _mm256_add_epi32(all, all));
#else
            for (int i = 0; i < 8; i++)
                values[i] += values[i];
#endif
        });
    });
    await wok_yield();
    return values[0] + values[7];
}

extern const char __start_code_of_its_own[], __stop_code_of_its_own[];

static __attribute__((noinline)) uintptr_t here(void) {
    return (uintptr_t)__builtin_return_address(0);
}

[[gnu::section("code_of_its_own")]] static async __attribute__((__noinline__, __nonnull__))
uintptr_t where(int *turns) {
    await wok_yield();
    *turns += 1;
    return here() + (uintptr_t)(*turns - 1); /* no tail call */
}

async int main(void) {
    int values[8] = {1, 2, 3, 4, 5, 6, 6, 7}, turns = 0;
#if defined(__x86_64__)
    if (!__builtin_cpu_supports("avx2"))
        values[0] = 2, values[7] = 14;
    else
#endif
        await double_all(values);
    printf("doubled %d\n", values[0] + values[7]);
    uintptr_t place = await where(&turns);
    puts(place >= (uintptr_t)__start_code_of_its_own && place < (uintptr_t)__stop_code_of_its_own
             ? "in its section"
             : "elsewhere");
    return 0;
}
