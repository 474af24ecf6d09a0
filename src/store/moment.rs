//! Moments as they are read by people, in local time, and as they stand in file names: always UTC,
//! `20261122T031423Z`.

use std::time::SystemTime;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

/// Writes a moment to the second: `20261122T031423Z`.
pub fn stamp(when: SystemTime) -> String {
    in_years_of_four_digits(when)
        .strftime("%Y%m%dT%H%M%SZ")
        .to_string()
}

/// Writes a moment to the millisecond: `20261122T031423.045Z`.
pub fn stamp_millis(when: SystemTime) -> String {
    in_years_of_four_digits(when)
        .strftime("%Y%m%dT%H%M%S.%3fZ")
        .to_string()
}

/// Writes a moment as the clock of this computer shows it: `2026-11-22 11:14:23`.
pub fn local(when: SystemTime) -> String {
    let shown = in_years_of_four_digits(when).to_zoned(TimeZone::system());
    shown.strftime("%Y-%m-%d %H:%M:%S").to_string()
}

/// A clock that is set to a year that cannot be written counts as at the end of those that can.
fn in_years_of_four_digits(when: SystemTime) -> Timestamp {
    let end = match when < SystemTime::UNIX_EPOCH {
        true => Timestamp::UNIX_EPOCH,
        false => Timestamp::MAX,
    };
    Timestamp::try_from(when)
        .ok()
        .filter(|when| when.as_second() >= FIRST_SECOND)
        .unwrap_or(end)
}

/// 0001-01-01 in seconds since 1970-01-01 UTC; in no place is it yet a year with a sign.
const FIRST_SECOND: i64 = -62_135_596_800;

/// Reads what [`stamp`] or [`stamp_millis`] wrote.
pub fn read_stamp(stamp: &str) -> Option<SystemTime> {
    let (date, time) = stamp.strip_suffix('Z')?.split_once('T')?;
    let (time, millis) = match time.split_once('.') {
        Some((time, millis)) => (time, digits(millis, 3)?),
        None => (time, 0),
    };
    let date = digits(date, 8)?;
    let time = digits(time, 6)?;
    let part = |number: i32, of: i32| i8::try_from(number / of % 100).ok();
    let moment = DateTime::new(
        i16::try_from(date / 10_000).ok()?,
        part(date, 100)?,
        part(date, 1)?,
        part(time, 10_000)?,
        part(time, 100)?,
        part(time, 1)?,
        millis * 1_000_000,
    );
    let moment = moment.ok()?.to_zoned(TimeZone::UTC).ok()?;
    Some(moment.timestamp().into())
}

/// Reads so many digits and nothing else.
fn digits(digits: &str, n: usize) -> Option<i32> {
    let is_number = digits.len() == n && digits.bytes().all(|digit| digit.is_ascii_digit());
    is_number.then(|| digits.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn at(seconds: i64) -> SystemTime {
        let span = Duration::from_secs(seconds.unsigned_abs());
        match seconds < 0 {
            true => SystemTime::UNIX_EPOCH - span,
            false => SystemTime::UNIX_EPOCH + span,
        }
    }

    #[test]
    fn known_moments() {
        // From `date -u -d @N +%Y%m%dT%H%M%SZ`.
        for (seconds, expected) in [
            (0, "19700101T000000Z"),
            (-1, "19691231T235959Z"),
            (951_782_399, "20000228T235959Z"),
            (951_782_400, "20000229T000000Z"),
            (951_868_800, "20000301T000000Z"),
            (1_795_317_263, "20261122T031423Z"),
            (4_107_542_400, "21000301T000000Z"),
            (-2_203_891_200, "19000301T000000Z"),
            (253_402_207_199, "99991230T215959Z"),
        ] {
            assert_eq!(stamp(at(seconds)), expected);
            assert_eq!(read_stamp(expected), Some(at(seconds)));
        }
        let when = at(1_795_317_263) + Duration::from_millis(45);
        assert_eq!(stamp_millis(when), "20261122T031423.045Z");
        assert_eq!(read_stamp("20261122T031423.045Z"), Some(when));
    }

    #[test]
    fn later_is_greater_in_any_year() {
        let mut last = String::new();
        for day in -146_097..146_097 {
            let written = stamp(at(day * 86_400));
            assert!(written > last, "{last} {written}");
            assert_eq!(read_stamp(&written), Some(at(day * 86_400)));
            last = written;
        }
        assert_eq!(last, "23691231T000000Z");
    }

    #[test]
    fn a_clock_that_is_wrong_by_ages_is_no_trouble() {
        for (seconds, expected) in [
            (1 << 60, "99991230T220000Z"),
            (-62_135_596_800, "00010101T000000Z"),
            (-62_135_596_801, "19700101T000000Z"),
            (-(1 << 60), "19700101T000000Z"),
        ] {
            assert_eq!(stamp(at(seconds)), expected);
            assert_eq!(local(at(seconds)).len(), "2026-11-22 11:14:23".len());
        }
    }

    #[test]
    fn what_is_no_stamp_is_refused() {
        for bad in [
            "",
            "Z",
            "TZ",
            "20261122T031423",
            "20261322T031423Z",
            "20260230T031423Z",
            "20261122T241423Z",
            "20261122T0314237Z",
            "2026112T0031423Z",
            "+0261122T031423Z",
            "20261122T031423.1Z",
            "二〇二六年十一T031423Z",
            "２０２６1122T031423Z",
        ] {
            assert_eq!(read_stamp(bad), None, "{bad}");
        }
    }
}
