typedef __builtin_va_list va_list;
typedef unsigned long size_t;
int printf(const char *format, ...);
size_t strlen(const char *text);
void free_it(char **text);
async int f(int x);
async void v(int x);
struct S { int a, b : 3; unsigned : 2; struct { int c; }; union { int d; long e; } u; int m[3][2]; async int (*h)(struct S *, int); task(int) t[2]; };
typedef task(int) job;
typedef struct { int q; } anon_t;
typedef async void handler_t(int *);
enum color { RED, GREEN = 4 };
_Atomic int counter; 
async int torture(int n, int arr[4][2], job j, task(struct S) js, void (*cb)(int), handler_t *hh, const char *restrict s) {
    int a = n, *p = &a, q[3] = {[0] = 1, [1 ... 2] = 5}, (*fp)(int) = 0, (*pa)[3] = &q;
    struct S st = {.a = 1, .m[1][0] = 2, .u.e = 4}; 
    struct local { int z; } loc = { .z = 3 };
    struct { int y; } un; un.y = 2;
    typedef int mine; mine mm = 4; mine *pm = &mm;
    anon_t an = { .q = 1 };
    __auto_type au = a + 1; auto cold_f = f(1);
    const volatile int cv = 3; long long ll = 1ull << 3; double d = 1.5e3 + 0x1p3; _Complex double z = 1.0 + 2.0i; char ch = 'a'; __int128 big = 1;
    enum color col = GREEN; _Bool bb = !a; float fl = (float)a;
    a += await f(a ? 1 : a ?: 3); a = a, a++; --a; a <<= 2; a = -a + ~a - +a;
    a = sizeof(int) + sizeof a + sizeof(int[3]) + _Alignof(int) + __alignof__(a) + sizeof((int){3});
    a = _Generic(a, int: 1, default: 2, char *: 3);
    a = __builtin_offsetof(struct S, m[1]) + __builtin_types_compatible_p(int, long) + __builtin_choose_expr(1, 2, 3);
    a = ({ int t = a; t + 1; }); a = (int []){1, 2, 3}[1]; p = &(int){7}; 
    a = st.m[1][0] + arr[1][0] + (*arr)[1] + *s + s[1] + js.a + st.u.d + st.c + (&st)->a;
    a = await j + await st.t[0] + await st.h(&st, 3); await (*hh)(p); await hh(&a);
    job k = spawn(f(2)); task(void) tv = spawn(v(1)); job *pj = &k; a = await *pj + await (k);
    cb(a); fp = (int (*)(int))cb; a = (fp ? fp : fp)(3); a = strlen("abc" "def") + printf("%s", __func__);
    if (a) a = 1; else if (a > 2) a = 3; else { a = 4; }
    while (a < 3 && n || !n) { if (a == 2) break; else continue; }
    do a++; while (a < await f(1));
    for (int i = 0, jj = 2; i < await f(i); i++, jj--) ;
    for (;;) break;
    for (a = 0; a < 3;) a++;
    switch (a) { case 1: case 2 ... 4: a = 1; break; default: a = await f(2); case 9:; }
    goto out; out: a = 1;
    { __label__ ll1, ll2; goto ll1; ll1: ll2: a++; }
    asm volatile ("nop" : "=r"(a), [x] "+m"(q[0]) : "r"(n + 1) : "memory", "cc");
    __asm__("nop");
    _Static_assert(sizeof(int) == 4, "x" "y");
    __attribute__((cleanup(free_it))) char *cl = 0;
    int un1 __attribute__((unused)) = 3, un2 __attribute__((aligned(16)));
    [[maybe_unused]] int mu; 
    register int rg asm("rbx") = 3; static int sv = 3; extern int ev; _Thread_local static int tl; _Alignas(32) char al[3];
    a = counter++ + __atomic_fetch_add(&counter, 1, 5); __atomic_store_n(&counter, 2, 5);
    int exp1 = 3; a = __atomic_compare_exchange_n(&counter, &exp1, 4, 0, 5, 5);
    va_list apl; a = __builtin_va_arg(apl, int); __builtin_va_end(apl);
    a = __builtin_isless(d, 1.0);
    a = __extension__ 3; a = __real__ z; z = __imag__ z; void *lab = &&out; goto *lab;
    typeof(a) ty = 3; __typeof__(int *) tp = p; typeof(st.m) tm;
    defer a++; defer { a = 2; printf("%d", a); }
    join(a = await f(1), await v(2), n = await f(3));
    race { when (a = await f(1)) a = 2; when (await v(1)) { return 1; } when (a = await k) ; }
    auto blk = async ({ await v(1); a + 1; }); auto blk2 = async_move ({ a; }); auto cv2 = cold(v(3)); future(int) bx = box(f(1));
    wok_detach(tv); int st2 = await wok_join(k, &a); st2 = await wok_cancel(*pj); a = wok_try_block_on(f(1), &a);
    await (a ? f(1) : f(2)); int vla[n]; int (*pvla)[n] = &vla; sizeof(int[n]);
    for (struct S *it = &st; it; it = 0) { a = it->a; }
    (void)a, (void)n; (void)sizeof(struct { int inner; }); ;
    struct fwd; union un_t { int x; } ux; enum { LA = 3, LB } el = LA; int (*(*ff)(int))(char) = 0; 
    a = ((struct S){.a = 1}).a + (st = (struct S){0}).a; a = a == 1 ? await f(1) : await f(2); if (({ int w = await f(1); w; })) ; 
    lbl_end:
    return a;
}
int plain(void) { return wok_block_on(f(1)); }
