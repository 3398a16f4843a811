//! The one source of randomness ("splitmix64" in kernel.md).

const GAMMA: u64 = 0x9E37_79B9_7F4A_7C15;

/// Mixes `x`. The first multiplier ends in `E7B5`, not in the `E5B9` that Vigna published: the
/// labs froze this one, and the published kv hashes can only be reproduced with it.
pub fn splitmix64(x: u64) -> u64 {
    let x = x.wrapping_add(GAMMA);
    let z = (x ^ (x >> 30)).wrapping_mul(0xBF58_476D_1CE4_E7B5);
    let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// The stateful generator: its i-th output, from 0, is `splitmix64(seed + i * GAMMA)`.
#[derive(Debug, Clone)]
pub struct SplitMix64 {
    state: u64,
}

impl SplitMix64 {
    pub fn new(seed: u64) -> Self {
        Self { state: seed }
    }

    pub fn next_u64(&mut self) -> u64 {
        let output = splitmix64(self.state);
        self.state = self.state.wrapping_add(GAMMA);
        output
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn mixes_as_the_specification_tabulates() {
        assert_eq!(splitmix64(0), 0x8b57_dafc_a0ce_e644);
        assert_eq!(splitmix64(1), 0x7fb9_7677_c699_f0c6);
        assert_eq!(splitmix64(u64::MAX), 0x0f0d_3494_b255_436e);
    }

    #[test]
    fn generator_mixes_the_seed_first_and_then_adds_gamma() {
        for seed in [0, 42, u64::MAX] {
            let mut generator = SplitMix64::new(seed);
            for i in 0..5 {
                let expected = splitmix64(seed.wrapping_add(GAMMA.wrapping_mul(i)));
                assert_eq!(generator.next_u64(), expected, "seed {seed}, output {i}");
            }
        }
    }
}
