DROP TABLE payout_profiles;
