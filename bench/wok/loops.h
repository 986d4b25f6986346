/*
 * Loops in which something happens rarely: compiled twice, as plain C that makes a call there, and as
 * async functions that await. Set by who includes it:
 *
 *     WORK(type, name)  the head of a definition
 *     TICK(value)       what happens
 */

/* Adler-32: two dependent sums a byte, and something each 64 KiB. */
WORK(uint32_t, adler32)(const uint8_t *bytes, size_t count) {
    uint32_t a = 1, b = 0;
    for (size_t i = 0; i < count; i++) {
        a += bytes[i];
        b += a;
        if ((i & 4095) == 4095) {
            a %= 65521;
            b %= 65521;
            if ((i & 65535) == 65535)
                TICK(a);
        }
    }
    return b << 16 | a;
}

/* FNV-1a by words: a multiplication is the chain, and something when a word is zero. */
WORK(uint64_t, fnv)(const uint64_t *words, size_t count) {
    uint64_t hash = 0xcbf29ce484222325;
    for (size_t i = 0; i < count; i++) {
        hash = (hash ^ words[i]) * 0x100000001b3;
        if (words[i] == 0)
            TICK(hash);
    }
    return hash;
}

/* c += a × b, row by row: the innermost loop has no chain at all, and is all of the time. */
WORK(double, matrix)(double *c, const double *a, const double *b, size_t size) {
    double trace = 0;
    for (size_t i = 0; i < size; i++) {
        for (size_t k = 0; k < size; k++) {
            double factor = a[i * size + k];
            if (factor == 0)
                TICK(k);
            for (size_t j = 0; j < size; j++)
                c[i * size + j] += factor * b[k * size + j];
        }
        trace += c[i * size + i];
    }
    return trace;
}

/* A search whose loop could hardly be shorter: each byte is looked at, and something at each hit. */
WORK(size_t, count_bytes)(const uint8_t *bytes, size_t count, uint8_t wanted) {
    size_t hits = 0;
    for (size_t i = 0; i < count; i++)
        if (bytes[i] == wanted) {
            hits++;
            TICK(i);
        }
    return hits;
}

#undef WORK
#undef TICK
