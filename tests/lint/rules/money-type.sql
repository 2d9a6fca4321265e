-- finds: column public.a.price
-- leaves: column public.a.cents
CREATE TABLE a (price money, cents bigint);
