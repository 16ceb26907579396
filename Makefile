# Les commandes du portail. « make » seul les rappelle.
PYTHON := .venv/bin/python
SETUP := python3 ofqj_portal/local/install.py
WORKERS ?= 2

.DEFAULT_GOAL := help
.PHONY: help setup setup-tests demo demo-reset test coverage bench drill sabotage lint lock

help:            ## rappelle ces commandes
	@grep -E '^[a-z-]+: .*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/ :/'

setup:           ## installe tout ce que le portail demande
	@$(SETUP)

setup-tests:     ## installe aussi de quoi tester
	@$(SETUP) --tests

demo: setup      ## lance le portail avec ses données de démonstration (PORT=8000)
	@exec $(PYTHON) -m ofqj_portal.local.supervisor

demo-reset: setup ## oublie les données de démonstration
	@exec $(PYTHON) -m ofqj_portal.local.reset

test: setup-tests ## lance tous les tests, ceux du navigateur compris
	@exec $(PYTHON) -m pytest -n $(WORKERS) --dist loadscope

coverage: setup-tests ## les branches que prennent les tests, là où il y va d’accès, d’argent, d’états, de travaux, d’effacement (TESTS=…)
	@$(PYTHON) -m coverage erase
	@$(PYTHON) -m coverage run -m pytest -n $(WORKERS) --dist loadscope $(TESTS)
	@$(PYTHON) -m coverage combine --quiet
	@$(PYTHON) -m coverage report --skip-covered

sabotage: setup-tests ## retire chaque garde-fou dans une copie, et vérifie qu’un test le voit
	@exec $(PYTHON) -m ofqj_portal.drill.sabotage $(GUARDS)

bench: setup-tests ## ce que coûtent les pages et les longs travaux (COMPARE=fichier.json pour comparer)
	@exec $(PYTHON) -m ofqj_portal.bench

drill: setup-tests ## casse le portail exprès : travaux, pannes, disque, restauration, hôtes… (DRILLS="jobs disk" pour choisir)
	@exec $(PYTHON) -m ofqj_portal.drill $(DRILLS)

lint: setup-tests ## toutes les vérifications qui n’exécutent pas le portail
	@exec $(PYTHON) -m ofqj_portal.local.lint

lock: setup-tests ## résout les dépendances et écrit les verrous avec leurs empreintes
	@exec $(PYTHON) -m ofqj_portal.local.lock
