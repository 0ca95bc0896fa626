from newswash.cli import main

raise SystemExit(main())
