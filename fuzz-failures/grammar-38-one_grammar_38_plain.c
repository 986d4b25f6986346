#include "fuzz.h"
enum colour { RED, GREEN, BLUE };
struct pair { u first; unsigned char second; };
struct bits { u low : 5, high : 11; int sign : 9; unsigned short rest; };
struct wide { unsigned long head; u cells[3]; short tail; };
struct nest { struct pair pair; double real; _Bool flag; };
struct odd { unsigned char bytes[7]; };
struct deep { struct nest nest; struct pair pairs[2]; };
typedef u operation(u, u);
struct vtable { u spare; u (*run)(u, u); };

static u global_one_38 = 17, global_many_38[4] = {3, 1, 4, 1};
static struct bits global_bits_38 = {.low = 3, .sign = -5};

static u fun1_38(void) {
    global_many_38[(((u)global_bits_38.sign ?: (u)global_bits_38.rest)) % 4u] -= (~(u)global_bits_38.rest);
    switch (((u)global_bits_38.sign) % 8u) {
    case 2 ... 3:
    {
        for (u w2 = 0, v3 = 790u; w2 < 2 && ((({ u o5 = (maybe(0u), (global_many_38[3] ? global_one_38 : global_many_38[1])); u o6 = (maybe(1u), trace(11u, global_one_38)); o5 | o6; })) | 1u); w2++, v3 += trace(12u, 876u)) {
            __attribute__((cleanup(trace_end))) u v7 = maybe(((u)global_bits_38.rest ?: (u)global_bits_38.rest));
            u v9 = (u)(global_many_38[0] ^= (maybe((u)global_bits_38.sign))), *pv9 = &v9, v10 = maybe(maybe((u)global_bits_38.rest)) + *pv9;
        }
    }
    case 1:
    {
        trace(13u, (({ register u r15 = (maybe(global_many_38[(96u) % 4u])); maybe((u)global_bits_38.sign); }) + (u)((global_one_38 ?: (u)global_bits_38.rest) && (u)((u)global_bits_38.rest && (u)global_bits_38.sign))));
    }
        break;
        ;
    }
    u w17 = 0;
    while (w17++ < 3 && ((({ u o18 = (maybe(0u), (global_many_38[2], 982u)); u o19 = (maybe(1u), (375u, 435u)); o18 != o19; })) | 2u)) {
        u v20 = ({ if ((({ u o21 = maybe((u)global_bits_38.sign); u o22 = (maybe(1u), mix(global_one_38, 943u)); o21 & o22; })) % 3 == 1) break; (({ u o23 = (maybe(0u), (u)global_bits_38.rest); u o24 = (maybe(1u), 427u); o23 != o24; }) ? (u)((u)global_bits_38.rest && global_many_38[((u)global_bits_38.sign) % 4u]) : (u)!(u)global_bits_38.sign); });
    }
    struct wide s26 = {.tail = (short)(((38u % ((252u) | 1u))) & 0x7fff), .cells = {((global_one_38, 504u)), ((u)global_bits_38.sign), (global_one_38)}};
    u w29 = 0;
    if (maybe(maybe((u)global_bits_38.rest))) goto middle28;
    while (w29++ < 2) {
    {
        u w30 = 0;
        do {
            void d31(u *unused_d31) { global_bits_38.sign ^= (int)(((u)global_bits_38.sign) & 127u); } __attribute__((cleanup(d31))) u guard_d31 = 0;
        } while (w30++ < 0 && ((global_many_38[(s26.cells[1]) % 4u] ? maybe(global_many_38[((u)s26.head) % 4u]) : ((u)global_bits_38.rest % ((77u) | 1u))) | 1u));
        u w33 = 1;
        if (~maybe(s26.cells[2])) goto middle32;
        while (w33++ < 2) {
        {
            if (((u)((u)(global_bits_38.sign = (int)((820u) & 127u)) || (u)s26.tail)) % 4 == 1)
                continue;
            {
                struct pair s35 = {.first = (s26.cells[0]), .second = (mix(143u, (u)global_bits_38.sign))};
                u a37[] = {((maybe(s35.first) ? (s35.first << (((u)global_bits_38.sign) & 15u)) : (u)((u)s35.second && global_many_38[((u)s26.head) % 4u]))), (((u)(unsigned char)(638u), mix(21u, s35.first))), (((+(u)s35.second) == ((s26.cells[((u)s35.second) % 3u], (u)s35.second)))), ((u)((global_many_38[(533u) % 4u], s35.first) && (s35.first / ((909u) | 1u)))), ((u)((u)!(global_one_38) || global_one_38))};
                trace(14u, ((u)(maybe(s26.cells[0]) || maybe((u)s35.second)) ?: ({ u o39 = (maybe(0u), (997u <= a37[1])); u o40 = (maybe(1u), (668u ?: 235u)); o39 | o40; })));
            }
            out34:;
            _Alignas(32) unsigned short v48 = (({ u o46 = maybe(maybe((u)s26.head)); u o47 = ({ global_bits_38.sign ^= (int)((mix((u)global_bits_38.rest, (u)global_bits_38.rest)) & 127u); for (u w41 = 0, v42 = ((u)global_bits_38.rest, global_many_38[((u)global_bits_38.sign) % 4u]); w41 < 3 && (((v42, (u)s26.tail)) | 1u); w41++, v42 += trace(15u, 437u)) {     global_bits_38.sign = (int)(((v42 ? (u)global_bits_38.sign : v42)) & 127u);     global_many_38[((((u)global_bits_38.sign) >= ((u)global_bits_38.sign))) % 4u] += ((v42 ? (u)s26.tail : global_one_38));     short a44[4] = {(short)(((u)(global_many_38[(global_one_38) % 4u] || (u)global_bits_38.rest)) & 0x7fff), (short)(((468u & (u)global_bits_38.rest)) & 0x7fff)}; } maybe((u)s26.tail); }); o46 <= o47; }));
        }
        middle32:;
        {
            trace(17u, (((798u ? trace(16u, (u)global_bits_38.rest) : ({ u o50 = (maybe(0u), global_one_38); u o51 = (maybe(1u), (u)s26.head); o50 < o51; }))) <= (894u)));
        }
        }
    }
    middle28:;
    {
        static u k52 = 12;
        if (maybe(({ u o53 = (maybe(0u), (u)(global_many_38[(41u) % 4u] && (u)global_bits_38.sign)); u o54 = maybe(global_one_38); o53 <= o54; }))) {
            trace(18u, maybe(({ u o55 = (maybe(0u), (k52 | 520u)); u o56 = maybe(705u); o55 & o56; })));
            trace(19u, global_many_38[(maybe(((s26.cells[((u)global_bits_38.sign) % 3u]) > (k52)))) % 4u]);
        }
        u w57 = 0;
        do {
            static u k58 = 55;
        } while (w57++ < 1 && (global_many_38[(maybe(global_one_38)) % 4u] | 1u));
    }
    }
    s26 = ((u)(global_one_38 ^= ((u)global_bits_38.sign)) ? s26 : s26);
    acquire(59u);
    void h59(u *unused_h59) { release(59u); } __attribute__((cleanup(h59))) u guard_h59 = 0;
    __attribute__((cleanup(trace_end))) u v60 = maybe(((u)global_bits_38.rest == 848u));
    return (maybe(maybe(maybe(941u))));
}

u fun_once_38(void) {
    (void)fun1_38();
    enum { LOW_t62 = 3, HIGH_t62 };
    struct { u x; u y[HIGH_t62 - LOW_t62 + 1]; } t62 = {mix((u)global_bits_38.rest, global_many_38[1]) + HIGH_t62};
    for (u w64 = 0, v65 = (u)(global_bits_38.rest += ((u)(t62.y[0] += (t62.x)))); w64 < 2 && ((({ v65 -= (~(u)global_bits_38.sign); u w67 = 2; switch (((t62.x, (u)global_bits_38.rest)) % 4u) { case 0: do { {     fun1_38(); } case 1: {     register unsigned char r76 = (({ enum colour v68 = (enum colour)((v65) % 3u);  const struct bits s71 = {.sign = (int)((global_many_38[3]) & 127u), .rest = (t62.y[1]), .low = (global_many_38[2]), .high = (v65)}; trace(20u, (u)global_bits_38.sign); u v73 = fun1_38(); 646u; }));     u b78(void) { return ({ u w80 = 0; while (w80++ < 2 && (((u)global_bits_38.rest) | 2u)) {     _Alignas(32) u v81 = (755u);          trace(21u, global_one_38);          u v84 = fun1_38(); }  u v87 = fun1_38(); global_many_38[((u)global_bits_38.rest) % 4u]; }); }     trace(22u, ({ const struct wide s89 = {(v65), {(857u), (t62.y[(205u) % 2u])}, (short)((t62.y[(t62.y[((u)global_bits_38.rest) % 2u]) % 2u]) & 0x7fff)}; const struct bits s91 = (struct bits){(t62.x), (global_many_38[(v65) % 4u]), (int)(((u)s89.head) & 127u), (global_one_38)}; v65; }));     u v79 = b78();     { } } default: {     if ((fun1_38()) % 4 == 3)         continue;     global_many_38[((global_many_38[3] + 446u)) % 4u] += (mix((u)global_bits_38.rest, global_many_38[3]));     t62.y[1] ^= (((u)global_bits_38.rest & 289u)); } } while (w67-- > 0 && ((global_one_38) | 1u)); } global_many_38[1]; })) | 1u); w64++, v65 += t62.y[0]) {
        _Atomic u c94 = (u)((900u % ((936u) | 1u)) && (t62.y[(t62.x) % 2u] ? 140u : global_many_38[0]));
        void d96(u *unused_d96) { trace(23u, global_many_38[3]); } __attribute__((cleanup(d96))) u guard_d96 = 0;
        u w97 = 0;
        while (w97++ < 3 && (((((u)global_bits_38.rest ? global_many_38[3] : (u)global_bits_38.rest) ? mix(global_many_38[3], (u)global_bits_38.rest) : ({ trace(24u, t62.x); t62.y[(t62.x) % 2u] |= (global_one_38); global_many_38[0]; }))) | 1u)) {
            if ((({ {     __attribute__((cleanup(trace_end))) u v98 = ((global_many_38[0]) >= (v65));          struct local { unsigned char x; u y[2]; } t101 = {.y = {mix(v65, 782u)}};     global_bits_38.sign ^= (int)(((424u ? t101.y[1] : 489u)) & 127u);          u v103 = fun1_38();          trace(25u, fun1_38());     c94 |= ((t62.x <= (u)c94));     u v106 = fun1_38(); } maybe(t62.y[((u)global_bits_38.rest) % 2u]); }) ? (u)global_bits_38.sign : ((u)(316u || v65) * fun1_38()))) {
                enum colour v112 = (enum colour)((((mix(((u)global_bits_38.rest >> ((t62.x) & 15u)), (((u)global_bits_38.rest) <= (459u)))) == (({ u o110 = ({ u o108 = (maybe(0u), t62.y[(809u) % 2u]); u o109 = (maybe(1u), 187u); o108 - o109; }); u o111 = (maybe(1u), trace(26u, global_many_38[0])); o110 <= o111; })))) % 3u);
                c94 += (((u)((948u > t62.y[(global_many_38[2]) % 2u]) && (u)sizeof((u)c94)) ? ((u)global_bits_38.sign ?: (u)global_bits_38.sign) : (u)((u)!!(543u) && (u)(unsigned char)(u)c94)));
                
                const u v115 = ((u)sizeof(319u));
                u v117 = fun1_38();
            } else {
                c94 += ((((((u)c94) <= ((u)c94)), (t62.x / (((u)global_bits_38.rest) | 1u))) ? (u)((v65 ? global_one_38 : 798u) && ((u)global_bits_38.sign / (((u)global_bits_38.rest) | 1u))) : ((u)(v65 && (u)c94) ^ (u)c94)));
                fun1_38();
                
                u v120 = fun1_38();
            }
            struct bits s122 = {((u)(31u || t62.x)), ((global_one_38 | (u)global_bits_38.sign)), (int)(((u)(global_one_38 || global_one_38)) & 127u), ((535u, (u)global_bits_38.sign))};
        }
    }
    __attribute__((cleanup(trace_end))) u v124 = ((trace(27u, 181u)) <= ((u)(51u && t62.y[(t62.x) % 2u])));
    return (t62.y[(({ u o126 = (maybe(0u), (u)!(t62.x)); u o127 = (maybe(1u), (global_many_38[1] ? v124 : 463u)); o126 == o127; })) % 2u]);
}

u program_38(void) {
    u value = 0;
    do
        value = mix(value, fun_once_38());
    while ((maybe(1), again()));
    return trace(2, value);
}

struct fuzz_entry fuzz_entries[] = {
    {38, program_38, 1},
    {0, 0, 0},
};
