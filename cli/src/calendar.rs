//! Instants as dates, in the proleptic Gregorian calendar.

/// Returns the wall clock, in milliseconds of the Unix epoch.
pub(crate) fn now_millis() -> u64 {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    u64::try_from(since.as_millis()).unwrap_or(u64::MAX)
}

/// Writes milliseconds of the Unix epoch as a date and time: `2026-01-01 00:00:00 UTC`.
pub(crate) fn utc(millis: u64) -> String {
    let seconds = millis / 1_000;
    let (year, month, day) = date(seconds / 86_400);
    let (hour, minute, second) = (seconds / 3_600 % 24, seconds / 60 % 60, seconds % 60);
    format!("{year:04}-{month:02}-{day:02} {hour:02}:{minute:02}:{second:02} UTC")
}

/// The year, month and day that lies `days` after the first of January 1970.
fn date(days: u64) -> (u64, u64, u64) {
    // Counted in years that begin in March, so that the leap day is the last one;
    // 719,468 days lie between the first of March of the year 0 and the epoch.
    let days = days + 719_468;
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month_from_march = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month_from_march + 2) / 5 + 1;
    let month = if month_from_march < 10 { month_from_march + 3 } else { month_from_march - 9 };
    (era * 400 + year_of_era + u64::from(month <= 2), month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_those_of_the_calendar() {
        for (millis, expected) in [
            (0, "1970-01-01 00:00:00 UTC"),
            (951_782_400_000, "2000-02-29 00:00:00 UTC"),
            (1_709_164_799_999, "2024-02-28 23:59:59 UTC"),
            (1_767_225_600_000, "2026-01-01 00:00:00 UTC"),
            (4_107_542_400_000, "2100-03-01 00:00:00 UTC"),
        ] {
            assert_eq!(utc(millis), expected);
        }
    }

    #[test]
    fn an_absurd_instant_is_no_panic() {
        utc(u64::MAX);
    }
}
