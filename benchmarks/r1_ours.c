/* R1 by hand, with the semantics of a scenario file: the same addressed draws (Philox4x32-10), one exponential clock per event
 * and per option and tick, effects together and clipped once, drift, noise, `ends`, first passages and the histograms of all
 * states. Eight histories run side by side, one in each lane of a vector. kernels.py writes r1_numbers.h (the workload, and
 * the coefficients of EXP, LOG and INVNORM) and builds this; without -ffast-math every recorded value has the engine's bits. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#ifdef __AVX512DQ__
#include <immintrin.h>
#endif
#include "r1_numbers.h"

enum { L = 8, CHUNK = 1024, BINS = 256, CLOCKS = EVENTS + ACTORS * (1 + OPTIONS), STREAMS = CLOCKS + NOISES,
       STANCES = ACTORS * GOALS, HAPPENINGS = CLOCKS };
typedef double V __attribute__((vector_size(8 * L)));
typedef int64_t I __attribute__((vector_size(8 * L)));
typedef uint64_t U __attribute__((vector_size(8 * L)));
#define INLINE static inline __attribute__((always_inline))

/* Masks, selection, smaller and larger: one instruction each where the processor has mask registers. */
#ifdef __AVX512DQ__
typedef __mmask8 M;
#define LESS(a, b) _mm512_cmp_pd_mask(a, b, _CMP_LT_OQ)
#define AT_MOST(a, b) _mm512_cmp_pd_mask(a, b, _CMP_LE_OQ)
#define WHERE(m, a, b) ((V)_mm512_mask_blend_pd(m, b, a))
#define SMALLER(a, b) ((V)_mm512_min_pd(a, b))
#define LARGER(a, b) ((V)_mm512_max_pd(a, b))
#define SQRT(a) ((V)_mm512_sqrt_pd(a))
#define FMA(a, b, c) ((V)_mm512_fmadd_pd(a, b, c))
#define EXPONENT(a) ((V)_mm512_getexp_pd(a))
#define MANTISSA(a) ((V)_mm512_getmant_pd(a, _MM_MANT_NORM_1_2, _MM_MANT_SIGN_zero))
#define ALL ((M)0xff)
#define ANY(m) ((m) != 0)
#define LANE(m, l) (((m) >> (l)) & 1)
#else
typedef I M;
#define LESS(a, b) ((M)((a) < (b)))
#define AT_MOST(a, b) ((M)((a) <= (b)))
#define WHERE(m, a, b) ((V)(((m) & (I)(a)) | (~(m) & (I)(b))))
#define SMALLER(a, b) WHERE(LESS(a, b), a, b)
#define LARGER(a, b) WHERE(LESS(b, a), a, b)
#define ALL ((M){0} == 0)
#define LANE(m, l) (int)((m)[l] & 1)
#define FMA(a, b, c) ((a) * (b) + (c))
#define EXPONENT(a) __builtin_convertvector((((I)(a)) >> 52) - 1023, V)
#define MANTISSA(a) ((V)((((I)(a)) & 0xfffffffffffffLL) | 0x3ff0000000000000LL))
INLINE V SQRT(V a) { for (int l = 0; l < L; l++) a[l] = __builtin_sqrt(a[l]); return a; }
INLINE int ANY(M m) { int64_t any = 0; for (int l = 0; l < L; l++) any |= m[l]; return any != 0; }
#endif
INLINE V all(double x) { return x - (V){0}; }
INLINE V clip(V x) { return SMALLER(LARGER(x, all(0)), all(1)); }
INLINE V number(U whole) { return __builtin_convertvector(whole, V); }

/* Elementary functions, operation by operation those of sim/engine/elementary.py. */
#define POLYNOMIAL(c, x) polynomial(c, sizeof(c) / sizeof *(c), x)
INLINE V polynomial(const double *c, int n, V x) {
  V y = x * c[0];
#pragma GCC unroll 16
  for (int i = 1; i < n - 1; i++) y = (y + c[i]) * x;
  return y + c[n - 1];
}
INLINE V EXP(V x) {
  V r = SMALLER(LARGER(x, all(-EXP_LIMIT)), all(EXP_LIMIT)), power = r * LOG2_E + EXP_ROUNDER, n = power - EXP_ROUNDER;
  r -= n * LN2_HIGH;
  r -= n * LN2_LOW;
  V z = r * r, y = POLYNOMIAL(EXP_ODD, z) * r + POLYNOMIAL(EXP_EVEN, z);
  return (y * z + r + 1.0) * (V)((I)power << 52);
}
INLINE V LOG(V x) {
  I bits = (I)x, k = bits - LOG_SPLIT;
  V f = (V)(bits - (k & LOG_EXPONENT)) - 1.0, s = f / (f + 2.0), z = s * s, w = z * z, e = __builtin_convertvector(k >> 52, V);
  V tail = (f - (POLYNOMIAL(LOG_ODD, w) * z + POLYNOMIAL(LOG_EVEN, w)) * z) * s;
  return e * LN2_HIGH - ((tail - e * LN2_LOW) - f);
}
/* log2(-log2 u) to 0.0005: the binary logarithm of a clock but for a constant that all share. It decides most races. */
#define ROUGH_ERROR 0.0005
static const double INNER[] = {-0.0448739552, 0.28515506229, -0.70526627375, 0.90740374524}; /* of (log2 m - (m-1))/((m-1)(2-m)) */
static const double OUTER[] = {-0.0784406762, 0.62603218216, -2.07833516825, 4.02921139107, -2.49835314881}; /* of log2 m */
#define CURVE(c, x) curve(c, sizeof(c) / sizeof *(c), x)
INLINE V curve(const double *c, int n, V x) {
  V y = all(c[0]);
#pragma GCC unroll 8
  for (int i = 1; i < n; i++) y = FMA(y, x, all(c[i]));
  return y;
}
INLINE V rough_clock(U word) {
  V w = number(word) + 0.5, m = MANTISSA(w), a = m - 1.0;
  V least = FMA(a * (2.0 - m), CURVE(INNER, m), EXPONENT(w) - 32.0 + a), e = -least;
  return EXPONENT(e) + CURVE(OUTER, MANTISSA(e));
}

/* n vectors of uniforms become normals: the centre for all lanes, then the lanes of the tails gathered into full vectors. */
static void invnorm(V *u, int n) {
  V gathered[STANCES + 1];
  double *z = (double *)u, *tails = (double *)gathered;
  int place[STANCES * L], many = 0;
  for (int i = 0; i < n * L; i++) {
    tails[many] = z[i], place[many] = i;
    many += __builtin_fabs(z[i] - 0.5) > CENTRE;
  }
  for (int i = 0; i < n; i++) {
    V q = u[i] - 0.5, r = CENTRE_SQUARE - q * q;
    u[i] = POLYNOMIAL(CENTRE_OVER, r) * q / POLYNOMIAL(CENTRE_UNDER, r);
  }
  for (int i = many; i % L; i++) tails[i] = 0.01;
  for (int i = 0; i < many; i += L) {
    V p = gathered[i / L], r = SQRT(-LOG(SMALLER(p, 1.0 - p))) - TAIL_SHIFT;
    V far = POLYNOMIAL(TAIL_OVER, r) / POLYNOMIAL(TAIL_UNDER, r);
    for (int l = 0; l < L && i + l < many; l++) z[place[i + l]] = p[l] < 0.5 ? -far[l] : far[l];
  }
}

/* Philox4x32-10 in 64-bit lanes; what lies above bit 32 is never read. The counter is (group of four ticks, repeat, world, 0):
 * the products of round 1 belong to the group or the world alone, and one of round 2 to the stream alone. */
enum { W0 = 0x9E3779B9u, W1 = 0xBB67AE85u };
#define M0 0xD2511F53ull
#define M1 0xCD9E8D57ull
#define LOW 0xffffffffull
typedef struct { U high, low; } World; /* of world x M1; the repeat is in `high` already */
INLINE World world_of(U world, uint64_t repeat) { U p = world * M1; return (World){(p >> 32) ^ repeat, p & LOW}; }
INLINE U wide(U x, uint64_t m) { /* 32 x 32 -> 64 bits */
#ifdef __AVX512DQ__
  return (U)_mm512_mul_epu32((__m512i)x, _mm512_set1_epi64((long long)m));
#else
  return (x & LOW) * m;
#endif
}
INLINE void philox(World w, uint64_t group, uint32_t k0, uint32_t k1, U out[4]) {
  uint64_t a = group * M0, c2 = (a >> 32) ^ k1, b = c2 * M1;
  U x = w.high ^ k0, p = wide(x, M0), q, c0, d2, c1, c3;
  k0 += W0, k1 += W1;
  c0 = w.low ^ ((b >> 32) ^ k0), d2 = (p >> 32) ^ ((a & LOW) ^ k1), c1 = (b & LOW) - (U){0}, c3 = p;
#pragma GCC unroll 8
  for (int r = 2; r < 10; r++) {
    k0 += W0, k1 += W1;
    p = wide(c0, M0), q = wide(d2, M1);
    c0 = (q >> 32) ^ c1 ^ (uint64_t)k0, d2 = (p >> 32) ^ c3 ^ (uint64_t)k1, c1 = q, c3 = p;
  }
  out[0] = c0 & LOW, out[1] = c1 & LOW, out[2] = d2 & LOW, out[3] = c3 & LOW;
}
INLINE V uniform(U word) { return (number(word) + 0.5) * 0x1p-32; }
INLINE V clock_of(U word) { return -LOG(uniform(word)); }

/* The stances of L worlds: word, normal score, then straight lines between 1,025 nodes. */
INLINE void draw_stances(World w, const uint32_t (*keys)[2], const double (*nodes)[NODES], V *stance) {
  for (int i = 0; i < STANCES; i++) {
    U word[4];
    philox(w, 0, keys[i][0], keys[i][1], word);
    stance[i] = uniform(word[0]);
  }
  invnorm(stance, STANCES);
  for (int i = 0; i < STANCES; i++) {
    V z = SMALLER(LARGER(stance[i], all(-REACH)), all(REACH)), at = (z + REACH) / STEP, low, high, score;
    for (int l = 0; l < L; l++) {
      int k = (int)at[l];
      k = k > NODES - 2 ? NODES - 2 : k;
      k -= z[l] < k * STEP - REACH;
      low[l] = nodes[i][k], high[l] = nodes[i][k + 1], score[l] = k * STEP - REACH;
    }
    stance[i] = low + (z - score) / STEP * (high - low);
  }
}

typedef struct { uint8_t *outcome; uint16_t *passage; int64_t *fans; uint16_t *counts, *firsts; double *final; } Out;
typedef struct { const uint32_t (*keys)[2]; const double (*nodes)[NODES]; } World_table;
typedef uint8_t Bins[TICKS + 1][STATES][CHUNK];

INLINE void tally(V *x, uint8_t (*bins)[CHUNK], int lane) {
#pragma GCC unroll 10
  for (int i = 0; i < STATES; i++) {
    V share = x[i] * (double)BINS;
#ifdef __AVX512DQ__
    __m128i b = _mm512_cvtusepi64_epi8(_mm512_cvttpd_epi64(share));
    _mm_storel_epi64((__m128i *)(bins[i] + lane), b);
#else
    for (int l = 0; l < L; l++) bins[i][lane + l] = share[l] > 255 ? 255 : (uint8_t)share[l];
#endif
  }
}

/* Who wins where the rough clocks are too close: the first declared of the smallest times, holding only if smaller than all. */
static __attribute__((noinline)) void exact_race(U (*words)[4], int inside, const V *x, M *among, M alive) {
  V hold = clock_of(words[0][inside]), time[OPTIONS];
  for (int k = 0; k < OPTIONS; k++) time[k] = clock_of(words[1 + k][inside]) * EXP(-x[k]);
  V least = SMALLER(SMALLER(time[0], time[1]), time[2]);
  M acts = AT_MOST(least, hold) & alive;
  among[0] = alive & ~acts;
  among[1] = AT_MOST(time[0], least) & acts;
  among[2] = AT_MOST(time[1], least) & acts & ~among[1];
  among[3] = acts & ~among[1] & ~among[2];
}

/* L histories from state 0 to the last tick. `kept` also counts what happens; both versions are made from this text. */
INLINE void simulate(int64_t first, int64_t start, int64_t stop, int64_t n, World_table table, Bins bins, Out out, int kept) {
  V x[STATES], stance[STANCES], weight[ACTORS][OPTIONS][GOALS], noise[4][NOISES], count[HAPPENINGS], when[HAPPENINGS];
  U words[STREAMS][4], ids;
  M fired[EVENTS], alive = ALL, high = 0 & ALL, calm = 0 & ALL, late = 0 & ALL, seen[3] = {0 & ALL, 0 & ALL, 0 & ALL};
  V passage[3] = {all(0), all(0), all(0)};
  for (int l = 0; l < L; l++) ids[l] = (uint64_t)(first + l);
  draw_stances(world_of(ids, 0), table.keys + STREAMS, table.nodes, stance);
  World w = world_of(ids, 1);
#pragma GCC unroll 6
  for (int a = 0; a < ACTORS; a++)
#pragma GCC unroll 3
    for (int k = 0; k < OPTIONS; k++)
#pragma GCC unroll 4
      for (int j = 0; j < GOALS; j++) weight[a][k][j] = stance[a * GOALS + j] * UTILITY[a][k][j];
  for (int i = 0; i < STATES; i++) x[i] = all(START[i]);
  for (int e = 0; e < EVENTS; e++) fired[e] = 0 & ALL;
  if (kept) for (int h = 0; h < HAPPENINGS; h++) count[h] = when[h] = all(0);
  tally(x, bins[0], (int)(first - start));
  for (int tick = 1; tick <= TICKS; tick++) {
    int inside = (tick - 1) % 4;
    if (!inside) {
      for (int i = 0; i < STREAMS; i++) philox(w, (uint64_t)(tick - 1) / 4, table.keys[i][0], table.keys[i][1], words[i]);
      for (int i = 0; i < NOISES; i++) for (int t = 0; t < 4; t++) noise[t][i] = uniform(words[CLOCKS + i][t]);
      invnorm(noise[0], 4 * NOISES);
    }
    V y[STATES];
    memcpy(y, x, sizeof y);
#pragma GCC unroll 10
    for (int e = 0; e < EVENTS; e++) { /* events */
      /* -LOG(u) is larger than 1 - u, and the rate at most MOST, as no state leaves 0..1: so few need a closer look */
      V u = uniform(words[e][inside]);
      M fires = AT_MOST(1.0 - u, all(MOST[e])) & ~fired[e] & alive;
      if (!ANY(fires)) continue;
      V rate = EXP(x[FROM[e][0]] * BY[e][0] + x[FROM[e][1]] * BY[e][1]) * RATE[e];
      fires &= AT_MOST(-LOG(u), rate);
      fired[e] |= fires;
      y[TO[e][0]] = WHERE(fires, y[TO[e][0]] + PUSH[e][0], y[TO[e][0]]);
      if (PUSH[e][1]) y[TO[e][1]] = WHERE(fires, y[TO[e][1]] + PUSH[e][1], y[TO[e][1]]);
      if (kept) count[e] = WHERE(fires, count[e] + 1, count[e]), when[e] = WHERE(fires, all(tick), when[e]);
    }
#pragma GCC unroll 10
    for (int i = 0; i < STATES; i++) y[i] = x[i] = clip(y[i]);
#pragma GCC unroll 6
    for (int a = 0; a < ACTORS; a++) { /* decisions */
      int row = EVENTS + a * (1 + OPTIONS);
      V score[1 + OPTIONS], x_of[OPTIONS], limit = score[0] = rough_clock(words[row][inside]);
      M among[1 + OPTIONS], wins[OPTIONS];
#pragma GCC unroll 3
      for (int k = 0; k < OPTIONS; k++) {
        V worth = all(CONSTANT[a][k]);
#pragma GCC unroll 4
        for (int j = 0; j < GOALS; j++) worth += weight[a][k][j] * x[ABOUT[a][k][j]];
        x_of[k] = worth * PRECISION[a];
        score[1 + k] = FMA(x_of[k], all(-LOG2_E), rough_clock(words[row + 1 + k][inside]));
        limit = SMALLER(limit, score[1 + k]);
      }
      limit += 2.1 * ROUGH_ERROR;
#pragma GCC unroll 4
      for (int k = 0; k <= OPTIONS; k++) among[k] = AT_MOST(score[k], limit) & alive;
      M twice = (among[0] & among[1]) | ((among[0] | among[1]) & (among[2] | among[3])) | (among[2] & among[3]);
      if (ANY(twice)) exact_race(words + row, inside, x_of, among, alive);
      for (int k = 0; k < OPTIONS; k++) wins[k] = among[1 + k];
#pragma GCC unroll 3
      for (int k = 0; k < OPTIONS; k++)
#pragma GCC unroll 2
        for (int j = 0; j < 2; j++)
          if (SHIFT[a][k][j]) y[ONTO[a][k][j]] = WHERE(wins[k], y[ONTO[a][k][j]] + SHIFT[a][k][j], y[ONTO[a][k][j]]);
      if (kept)
        for (int k = 0; k <= OPTIONS; k++) {
          M did = k < OPTIONS ? wins[k] : among[0];
          int h = row + k;
          when[h] = WHERE(did & AT_MOST(count[h], all(0)), all(tick), when[h]);
          count[h] = WHERE(did, count[h] + 1, count[h]);
        }
    }
#pragma GCC unroll 10
    for (int i = 0; i < STATES; i++) { /* drift */
      V now = clip(y[i]), next = now + (START[i] - now) * PULL[i];
      if (NOISE_OF[i] >= 0) next += noise[inside][NOISE_OF[i]] * SD[i];
      x[i] = WHERE(alive, clip(next), x[i]);
    }
    high = AT_MOST(all(TOP), x[HIGH]); /* questions: a history that is over repeats its last reading, as its state stands still */
    calm = fired[CALM_AFTER] & AT_MOST(x[CALM], all(FLOOR));
    late = AT_MOST(all(BAR), x[LATE]);
    M lines[3] = {high, calm, late};
    for (int i = 0; i < 3; i++) {
      passage[i] = WHERE(lines[i] & ~seen[i], all(tick), passage[i]);
      seen[i] |= lines[i];
    }
    tally(x, bins[tick], (int)(first - start));
    alive &= ~(high | calm);
    if (!ANY(alive)) {
      for (int t = tick + 1; t <= TICKS; t++) tally(x, bins[t], (int)(first - start));
      break;
    }
  }
  for (int l = 0; l < L && first + l < stop; l++) {
    int64_t h = first + l;
    out.outcome[h] = LANE(high, l) ? 0 : LANE(calm, l) ? 1 : LANE(late, l) ? 2 : 3;
    for (int i = 0; i < 3; i++) out.passage[i * n + h] = (uint16_t)passage[i][l];
    if (kept) {
      for (int i = 0; i < HAPPENINGS; i++) out.counts[i * n + h] = (uint16_t)count[i][l], out.firsts[i * n + h] = (uint16_t)when[i][l];
      for (int i = 0; i < STATES; i++) out.final[i * n + h] = x[i][l];
    }
  }
}
static void plain(int64_t f, int64_t a, int64_t b, int64_t n, World_table t, Bins bins, Out out) { simulate(f, a, b, n, t, bins, out, 0); }
static void full(int64_t f, int64_t a, int64_t b, int64_t n, World_table t, Bins bins, Out out) { simulate(f, a, b, n, t, bins, out, 1); }

/* All bins of a chunk, one row of the histogram at a time, so that it stays in the nearest cache. */
static void add_up(Bins bins, int many, int64_t *fans) {
  for (int tick = 0; tick <= TICKS; tick++)
    for (int i = 0; i < STATES; i++) {
      uint32_t twin[2][BINS] = {{0}};
      int64_t *row = fans + ((int64_t)i * (TICKS + 1) + tick) * BINS;
      for (int l = 0; l + 1 < many; l += 2) twin[0][bins[tick][i][l]]++, twin[1][bins[tick][i][l + 1]]++;
      if (many % 2) twin[0][bins[tick][i][many - 1]]++;
      for (int b = 0; b < BINS; b++) row[b] += twin[0][b] + twin[1][b];
    }
}

/* Histories 0..n-1 of repeat 1 of worlds 0..n-1. keys: the streams', then the stances'. counts may be null: then counts, firsts
 * and final are not kept. fans [STATES][TICKS + 1][BINS] is added to; null to leave the histograms out. */
void r1_ours(int64_t n, const uint32_t (*keys)[2], const double (*nodes)[NODES], int threads, uint8_t *outcome, uint16_t *passage,
             int64_t *fans, uint16_t *counts, uint16_t *firsts, double *final) {
  Out out = {outcome, passage, fans, counts, firsts, final};
  World_table table = {keys, nodes};
#pragma omp parallel num_threads(threads)
  {
    uint8_t (*bins)[STATES][CHUNK] = aligned_alloc(64, sizeof(Bins));
    size_t size = sizeof(int64_t) * STATES * (TICKS + 1) * BINS;
    int64_t *own = calloc(1, size);
#pragma omp for schedule(dynamic, 1)
    for (int64_t start = 0; start < n; start += CHUNK) {
      int64_t stop = start + CHUNK < n ? start + CHUNK : n;
      for (int64_t first = start; first < stop; first += L) (counts ? full : plain)(first, start, stop, n, table, bins, out);
      if (fans) add_up(bins, (int)(stop - start), own);
    }
#pragma omp critical
    if (fans) for (size_t i = 0; i < size / sizeof *own; i++) fans[i] += own[i];
    free(own);
    free(bins);
  }
}
