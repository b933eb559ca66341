-- A receipt is made small, without its reply, and a natural key without its case; both grow in the same transaction.
-- With that much room left on its page, a row grows there and needs no second entry in the index.
ALTER TABLE casework.receipt SET (fillfactor = 20);
ALTER TABLE casework.natural_key SET (fillfactor = 45);
