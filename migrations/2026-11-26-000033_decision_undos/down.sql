DROP TABLE decision_undos;
