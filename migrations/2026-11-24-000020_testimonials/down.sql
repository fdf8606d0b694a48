DROP TABLE testimonials;
