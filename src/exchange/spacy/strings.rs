//! The numbers by which spaCy stores strings.
//!
//! The number of a string is its hash, MurmurHash64A of the UTF-8 bytes with the seed 1; reserved
//! strings have small numbers of their own ([`super::symbols`]), and the empty one is 0.

use super::symbols::SYMBOLS;

/// Returns the number of a string.
pub(super) fn id_of(string: &str) -> u64 {
    if string.is_empty() {
        return 0;
    }
    match SYMBOLS.binary_search_by_key(&string, |(name, _)| name) {
        Ok(at) => SYMBOLS.get(at).map_or(0, |(_, number)| u64::from(*number)),
        Err(_) => murmur64a(string.as_bytes()),
    }
}

/// Austin Appleby's MurmurHash64A, which is in the public domain.
fn murmur64a(bytes: &[u8]) -> u64 {
    const SEED: u64 = 1;
    const M: u64 = 0xC6A4_A793_5BD1_E995;
    const R: u32 = 47;
    let mut hash = SEED ^ (bytes.len() as u64).wrapping_mul(M);
    let (words, rest) = bytes.as_chunks::<8>();
    for word in words {
        let mut k = u64::from_le_bytes(*word).wrapping_mul(M);
        k ^= k >> R;
        hash = (hash ^ k.wrapping_mul(M)).wrapping_mul(M);
    }
    if !rest.is_empty() {
        let bytes = rest.iter().rev();
        let tail = bytes.fold(0, |tail: u64, byte| (tail << 8) | u64::from(*byte));
        hash = (hash ^ tail).wrapping_mul(M);
    }
    hash ^= hash >> R;
    hash = hash.wrapping_mul(M);
    hash ^ (hash >> R)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_strings_have_their_number_and_others_their_hash() {
        assert!(SYMBOLS.is_sorted());
        let numbers: std::collections::BTreeSet<u16> = SYMBOLS.iter().map(|(_, n)| *n).collect();
        assert_eq!((numbers.first(), numbers.last()), (Some(&1), Some(&456)));
        assert_eq!(numbers.len(), 456);
        assert_eq!((id_of(""), id_of("PERSON"), id_of("X")), (0, 380, 101));
        // As `StringStore` of spaCy 3.8 has them.
        assert_eq!(id_of("coffee"), 3_197_928_453_018_144_401);
        assert_eq!(id_of("四个意识"), HASH_OF_A_SLOGAN);
        assert_eq!(id_of("𠮷"), HASH_OF_AN_ASTRAL);
    }

    const HASH_OF_A_SLOGAN: u64 = 6_693_007_291_149_738_663;
    const HASH_OF_AN_ASTRAL: u64 = 9_290_575_084_641_464_184;
}
