let a = 1; // script
