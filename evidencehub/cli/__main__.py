from evidencehub.cli import main

main()
