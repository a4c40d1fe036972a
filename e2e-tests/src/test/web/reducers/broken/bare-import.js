import missing from "bare-import";
export default missing;
